import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command, as published. */
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** Runs `onevault-mock-server` with these arguments until it ends; as by Ctrl-C once it has printed `until`. */
export function runCli(
  args: string[],
  { env = {}, cwd, until }: { env?: Record<string, string>; cwd?: string; until?: RegExp } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { NODE_ENV, DATABASE_URL, GITHUB_ACTIONS, ...inherited } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...inherited, ...env }, ...(cwd && { cwd }) });
  let isStopped = false;
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (isStopped || !until?.test(said.stdout)) return;
      isStopped = true;
      child.kill('SIGINT');
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}
