import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Of this test run: a runner inside a runner must not take itself for a worker of the outer one. */
const NOT_INHERITED =
  /^(VITEST|JEST|NODE_ENV|DATABASE_URL|ONEVAULT_(?!CHROMIUM)|TEST|npm_(?!config_(cache|registry)))/i;

/** The environment of a person who follows a document. */
export function toolEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
  return { ...(Object.fromEntries(inherited) as Record<string, string>), NO_COLOR: '1', ...more };
}

/** Less than a test may take, so that its failure says what the program printed. */
const MAX_RUN_MS = 110_000;

/** Runs a program to its end and resolves with what it printed, whatever its exit code is. */
export function runTool(command: string, args: string[], cwd: string, env = toolEnvironment()): Promise<ToolResult> {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const result: ToolResult = { code: -1, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      result[name] += chunk;
    });
  }
  const deadline = setTimeout(() => killGroup(child.pid, 'SIGKILL'), MAX_RUN_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ ...result, code: code ?? -1 });
    });
  });
}

/** A shell and npm do not pass signals on. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid) process.kill(-pid, signal);
}

const POLL_MS = 25;

export interface RunningTool {
  /** The address that it says it listens on. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a server and resolves once it listens: it says so itself, or `isReady` does. */
export async function startTool(
  command: string,
  args: string[],
  cwd: string,
  env = toolEnvironment(),
  isReady?: () => Promise<boolean>,
): Promise<RunningTool> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += String(error);
      resolve();
    });
    child.once('close', () => resolve());
  }).then(() => {
    hasEnded = true;
  });
  const findUrl = () => /listening on (http:\/\/[^\s"]+)/.exec(said)?.[1];
  const isListening = isReady ?? (async () => findUrl() !== undefined);
  while (!(await isListening())) {
    if (hasEnded) throw new Error(`${command} ${args.join(' ')} ended: ${said}`);
    await sleep(POLL_MS);
  }
  return {
    url: findUrl() ?? '',
    async stop() {
      if (!hasEnded) child.kill('SIGTERM');
      await ended;
    },
  };
}
