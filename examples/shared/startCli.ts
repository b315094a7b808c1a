import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = join(dirname(fileURLToPath(import.meta.resolve('@onevault/mock-server/testing'))), 'cli.js');

export interface RunningCli {
  url: string;
  /** Stops it like a process manager. Resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once, like a power cut. */
  kill(): Promise<void>;
}

/** The command line server in a separate process, on a free port. */
export async function startCli(args: string[]): Promise<RunningCli> {
  const server = spawn(process.execPath, [CLI, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk;
      const [, found] = /listening on (http:\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    ended.then((code) => reject(new Error(`Failed to start the server: it ended with ${code}.\n${said}`)));
  });
  return {
    url,
    stop() {
      server.kill('SIGTERM');
      return ended;
    },
    async kill() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}
