// What the chapter shows of the saga, by the name of its place.
import { stateDiagram } from './diagram.ts'
import { compensationTable, stepTable } from './tables.ts'

export const parts = (): Record<string, string> => ({
  diagram: stateDiagram(),
  steps: stepTable(),
  compensation: compensationTable(),
})
