// Preloaded into what run.mjs starts: should run.mjs be gone, even by SIGKILL, this process is asked to stop.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
