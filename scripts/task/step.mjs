// Says what is being done and, once it is, how long it took. Plain JavaScript because run.mjs needs it on an old Node.

export async function step(title, work) {
  const started = performance.now()
  console.log(`  … ${title}`)
  await work()
  console.log(`  ✓ ${title}   ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
