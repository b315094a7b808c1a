#!/usr/bin/env node
/** The old name of a command that has moved. */
process.stderr.write(
  '[OneVault] Failed to run onevault-check: it is a command of @onevault/server now. Try onevault-server check.\n',
);
process.exitCode = 1;
