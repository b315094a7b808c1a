#!/usr/bin/env node
/** `onevault-server`: starts the server, or runs one of its commands. */
import { COMMANDS } from './commands.ts';
import { runProgram } from './runProgram.ts';

await runProgram({
  commands: COMMANDS,
  elsewhere: { plan: 'onevault-mock-server plan' },
  start: async () => (await import('./startServer.ts')).startServer,
});
