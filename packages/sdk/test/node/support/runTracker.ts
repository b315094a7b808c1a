import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../../dist/node.js', import.meta.url));

export interface TrackerProcess {
  child: ChildProcess;
  /** What it has written so far. */
  said(): string;
  /** Resolves when it has written this. */
  says(text: string): Promise<void>;
  /** Resolves with how it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string; warned: string }>;
}

/**
 * Runs code in a process of its own, which has a `tracker` of the built package.
 *
 * @param inside a command that runs the process, such as one that mounts a disk
 */
export function runTracker(options: object, code: string, inside: string[] = []): TrackerProcess {
  const script = `import { OneVaultTracker } from ${JSON.stringify(BUILD)};
    const tracker = new OneVaultTracker(${JSON.stringify(options)});
    const track = (from, to) => Array.from({ length: to - from }, (_, at) => tracker.trackEvent('made', { key: from + at }));
    ${code}`;
  const [command = '', ...args] = [...inside, process.execPath, '--input-type=module', '-e', script];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let warned = '';
  let listener = (): void => {};
  child.stdout?.on('data', (chunk) => {
    said += chunk;
    listener();
  });
  child.stderr?.on('data', (chunk) => {
    warned += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string; warned: string }>(
    (resolve) => child.on('close', (code, signal) => resolve({ code, signal, said, warned })),
  );
  return {
    child,
    said: () => said,
    says: (text) =>
      new Promise((resolve, reject) => {
        listener = () => said.includes(text) && resolve();
        listener();
        ended.then(() => reject(new Error(`It ended before it said ${text}: ${said} ${warned}`)));
      }),
    ended,
  };
}
