import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Runs the built command, as published; scripts/buildBeforeTests.mjs has built it.
const SERVER = fileURLToPath(new URL('../../../server/dist/cli/main.js', import.meta.url));
const MOCK_SERVER = fileURLToPath(new URL('../../../mock-server/dist/cli.js', import.meta.url));

export interface CliRun {
  /** Resolves with the url once the ready line is printed; rejects with the output if the process ends before. */
  url: Promise<string>;
  /** Resolves once a command without a url prints its ready line. */
  ready: Promise<void>;
  /** The pid of the started command, which is `within` if given. */
  pid: number | undefined;
  /** Resolves when the process is gone. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

const running = new Set<ChildProcess>();

/** `onevault-server` with these arguments; `within` is a command that starts it, such as `unshare`. */
export function runServer(args: string[], env?: Record<string, string>, within?: readonly string[]): CliRun {
  return run(SERVER, args, env, within);
}

/** `onevault-mock-server` with these arguments. */
export function runMockServer(args: string[], env?: Record<string, string>): CliRun {
  return run(MOCK_SERVER, args, env);
}

function run(
  program: string,
  args: string[],
  env: Record<string, string> = {},
  within: readonly string[] = [],
): CliRun {
  const { NODE_ENV, DATABASE_URL, ...inherited } = process.env;
  // Inherits the flags of this process, which keep V8 from optimising PGlite (vitest.config.ts).
  const [command = '', ...rest] = [...within, process.execPath, ...process.execArgv, program, ...args];
  const child = spawn(command, rest, { env: { ...inherited, ...env } });
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
      if (/(^|"msg":")OneVault \w+ processing /m.test(stdout)) isReady();
      const ready = /listening on (http:\S+)/.exec(stdout)?.[1];
      if (ready) resolve(ready);
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    void ended.then(({ code }) => reject(new Error(`It ended with ${code}: ${stdout}${stderr}`)));
  });
  url.catch(() => {});
  return { url, ready, pid: child.pid, ended, signal: (name) => void child.kill(name) };
}

/** Ends all commands, also after a failed test. */
export function endAllCli(): void {
  for (const child of running) child.kill('SIGKILL');
}
