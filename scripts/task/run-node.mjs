// Runs a Node process for as long as we live: it gets the signals that we get, and ends when npm or we are killed.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const leash = new URL('leash.mjs', import.meta.url).href

/** Runs npm by the given Node, so that old and new are never mixed. */
export function runNpm(node, args, options) {
  const npm = process.env.npm_execpath
  if (!npm?.endsWith('npm-cli.js')) throw new Error('call the tasks by npm: npm start, npm test')
  return runNode(node, [npm, ...args], options)
}

/** Resolves when the process is gone. With `quiet` its output is kept and handed back instead of shown. */
export function runNode(node, args, { quiet = false, cwd = process.cwd() } = {}) {
  const out = quiet ? 'pipe' : 'inherit'
  const child = spawn(node, ['--import', leash, ...args], {
    cwd,
    stdio: ['ignore', out, out, 'ipc'],
  })
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  const release = bindTo(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      release()
      resolve({ code: code ?? 128 + constants.signals[signal], output: Buffer.concat(output) })
    })
  })
}

function bindTo(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  const npm = process.ppid
  const watching = setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 500)
  return () => {
    for (const signal of signals) process.off(signal, forward)
    clearInterval(watching)
  }
}
