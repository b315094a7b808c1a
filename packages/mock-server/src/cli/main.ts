#!/usr/bin/env node
/** `onevault-mock-server`: starts the test server, or works with a tracking plan. */
import { COMMANDS as SERVER_COMMANDS } from '@onevault/server/internal/cli/commands';
import { runProgram } from '@onevault/server/internal/cli/runProgram';

await runProgram({
  commands: { plan: async () => (await import('./runPlan.ts')).runPlan },
  elsewhere: Object.fromEntries(Object.keys(SERVER_COMMANDS).map((name) => [name, `onevault-server ${name}`])),
  start: async () => (await import('./startMockServer.ts')).startMockServer,
});
