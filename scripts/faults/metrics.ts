// What a process says of itself on its ops port.
export type Labels = Record<string, string>

/** The sum over all series of that name which have these labels; 0 if there is none. */
export async function readMetric(opsAddress: string, name: string, labels: Labels = {}) {
  const text = await (await fetch(`${opsAddress}/metrics`)).text()
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}
