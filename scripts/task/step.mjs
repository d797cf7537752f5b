// Says what is being done and then how long it took. Plain JavaScript, because run.mjs needs it on an old Node.

export async function step(title, work) {
  const began = performance.now()
  console.log(`  … ${title}`)
  await work()
  console.log(`  ✓ ${title}: done after ${((performance.now() - began) / 1000).toFixed(1)} s`)
}
