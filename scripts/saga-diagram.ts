// node scripts/saga-diagram.ts [--update]: the saga of phase 3 as a state diagram and as tables, made from its own table
// of steps. Prints them; --update writes them into the chapter.
import { updateChapter } from './saga/chapter.ts'
import { parts } from './saga/parts.ts'
import { parseArguments, runTask } from './task/task.ts'

const usage = 'node scripts/saga-diagram.ts [--update]'

await runTask(async () => {
  const { values } = parseArguments(usage, {
    options: { update: { type: 'boolean', default: false } },
  })
  if (!values.update) return console.log(Object.values(parts()).join('\n\n'))
  await updateChapter()
})
