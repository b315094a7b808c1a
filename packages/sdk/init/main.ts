#!/usr/bin/env node
/** `npx @onevault/tracker init`: adds the tracker to an application, after it has shown what it would change. */
import { createInterface } from 'node:readline/promises';
import { InitError } from './initError.ts';
import { runInit } from './runInit.ts';

try {
  await runInit(process.argv.slice(2), process.cwd(), {
    print: (text) => void process.stdout.write(`${text}\n`),
    confirm,
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new InitError('nobody can be asked here', '--yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
