#!/usr/bin/env node
/** `onevault-server`: starts the server, or runs one of its commands. */
import { COMMANDS } from './commands.ts';
import { runProgram } from './runProgram.ts';
import { startServer } from './startServer.ts';

await runProgram({ commands: COMMANDS, elsewhere: { plan: 'onevault-mock-server plan' }, start: startServer });
