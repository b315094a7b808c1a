import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const BUILD = new URL('../../../../scripts/buildStale.mjs', import.meta.url).href;

export interface CliRun {
  /** Resolves with the url once the ready line is out; rejects with the output if the process ends instead. */
  url: Promise<string>;
  /** Resolves once a command without a url says that it runs. */
  ready: Promise<void>;
  /** Resolves when the process is gone. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

/** What is tested is the built command, as it is published: builds it if the sources are newer. */
export function buildCli(): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', `import(${JSON.stringify(BUILD)}).then(({ buildStale }) => buildStale())`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The build failed: ${stdout}${stderr}`);
}

const running = new Set<ChildProcess>();

export function runCli(args: string[], env: Record<string, string> = {}): CliRun {
  const { NODE_ENV, DATABASE_URL, ...inherited } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...inherited, ...env } });
  running.add(child);
  let stdout = '';
  let stderr = '';
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, stdout, stderr });
    });
  });
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      stdout += data;
      if (/^OneVault \w+ processing /m.test(stdout)) isReady();
      const ready = /listening on (http:\S+)/.exec(stdout)?.[1];
      if (ready) resolve(ready);
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    void ended.then(({ code }) => reject(new Error(`It ended with ${code}: ${stdout}${stderr}`)));
  });
  url.catch(() => {});
  return { url, ready, ended, signal: (name) => void child.kill(name) };
}

/** For a test that failed half-way. */
export function endAllCli(): void {
  for (const child of running) child.kill('SIGKILL');
}
