#!/usr/bin/env node
/** `onevault-mock-server`: starts the test server, or one of the tools around it. */
import { COMMANDS as SERVER_COMMANDS } from '@onevault/server/internal/cli/commands';
import { runProgram } from '@onevault/server/internal/cli/runProgram';

await runProgram({
  commands: {
    diff: async () => (await import('./runDiff.ts')).runDiff,
    mcp: async () => (await import('./mcp/runMcp.ts')).runMcp,
    plan: async () => (await import('./runPlan.ts')).runPlan,
    record: async () => (await import('./record/runRecord.ts')).runRecord,
    verify: async () => (await import('./verify/runVerify.ts')).runVerify,
    tail: async () => (await import('./tail/runTail.ts')).runTail,
  },
  elsewhere: Object.fromEntries(Object.keys(SERVER_COMMANDS).map((name) => [name, `onevault-server ${name}`])),
  start: async () => (await import('./startMockServer.ts')).startMockServer,
});
