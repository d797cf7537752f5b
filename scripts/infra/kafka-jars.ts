// Java, and the jars of Kafka: KAFKA_HOME's, or those that Maven resolves from kafka/pom.xml once per clone.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { aptInstall } from './apt.ts'
import { lastingFolder, makeOnce, privateFolder } from './folders.ts'
import { spawnGuarded } from './guarded.ts'
import { findTool } from './tools.ts'

type Report = (line: string) => void

/** A java that Kafka 4 runs on. */
export async function findJava(report: Report): Promise<string> {
  // The default is new enough in Debian since 12, in Ubuntu since 24.04.
  const packages = ['default-jre-headless', 'openjdk-17-jre-headless']
  for (;;) {
    const home = process.env.JAVA_HOME
    const found = [home ? join(home, 'bin/java') : undefined, findTool('java')]
    const java = found.find((path) => path && versionOf(path) >= 17)
    if (java) return java
    const jre = packages.shift()
    if (!jre) throw new Fault('Kafka needs Java 17 or newer in PATH or JAVA_HOME')
    await aptInstall(jre, 'Kafka', report)
  }
}

/** Java leaves a file about each process in the temporary folder otherwise. */
export const noTraces = '-XX:-UsePerfData'

function versionOf(java: string) {
  const { stderr } = spawnSync(java, [noTraces, '-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
}

/** The folder with the jars of the broker. */
export async function kafkaJars(report: Report): Promise<string> {
  const home = process.env.KAFKA_HOME
  if (home) {
    if (existsSync(join(home, 'libs'))) return join(home, 'libs')
    throw new Fault(`KAFKA_HOME=${home} holds no folder "libs"`)
  }
  const pom = join(import.meta.dirname, 'kafka/pom.xml')
  const version = /<version>(.+)<\/version>/.exec(await readFile(pom, 'utf8'))?.[1]
  return makeOnce(join(await lastingFolder(), `kafka-${version}`), async (unfinished) => {
    if (!findTool('mvn')) await aptInstall('maven', 'Kafka', report)
    report(`Kafka: downloading ${version} with Maven, once (43 MB)`)
    await using folder = await privateFolder('maven')
    const output = join(folder.path, 'maven.log')
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime']
    const args = ['-q', '-B', '-f', pom, ...goal, `-DoutputDirectory=${unfinished}`]
    const env = { ...process.env, MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} ${noTraces}` }
    const { code } = await spawnGuarded('mvn', args, { cwd: folder.path, env, output }).exited
    if (code !== 0) throw new Fault(`Maven could not get Kafka: ${await firstError(output)}`)
  })
}

const firstError = async (log: string) =>
  /\[ERROR\] (.+)/.exec(await readFile(log, 'utf8'))?.[1] ?? 'it says nothing'
