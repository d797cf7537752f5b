// A failure that the person at the terminal can act on: tasks print its one line, without a stack, and exit with code 1.
export class Fault extends Error {
  override name = 'Fault'
}
