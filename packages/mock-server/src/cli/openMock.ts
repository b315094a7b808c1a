import type { ServerOptions } from '@onevault/server/internal/cli/readServerOptions';
import { StartError } from '@onevault/server/internal/cli/startError';
import type { Terminal } from '@onevault/server/internal/cli/terminal';
import type { RunningServer } from '@onevault/server/internal/http/serve';
import { crashTransactions, UNAVAILABLE_IN_SQL } from '../faults/crashTransactions.ts';
import type { Fault } from '../faults/fault.ts';
import { interceptWithFaults } from '../faults/interceptWithFaults.ts';
import { createMockKit, type MockKit } from '../kit/createMockKit.ts';
import { mockEndpoints } from '../kit/mockEndpoints.ts';
import { loadPlan } from '../plan/loadPlan.ts';
import { type MockDatabase, openMockDatabase } from './mockDatabase.ts';

export interface MockOptions {
  database: MockDatabase;
  /** Faults that are active from the start. */
  faults: Fault[];
  /** The file of a tracking plan. */
  plan: string | null;
  /** Names besides the loopback's under which the controls may be asked. */
  allowHosts: string[];
  options: Pick<ServerOptions, 'keys'>;
  terminal: Pick<Terminal, 'error'>;
}

/** Opens the database and adds the mock controls, for `runServer`. */
export async function openMock({ database, faults, plan, allowHosts, options, terminal }: MockOptions) {
  const { keys } = options;
  const loaded = plan === null ? undefined : await loadPlan(plan);
  const opened = await openMockDatabase(database, terminal);
  try {
    const kit = createMockKit({
      engine: opened,
      crashes: crashTransactions,
      unavailable: opened ? UNAVAILABLE_IN_SQL : {},
      endpoints: mockEndpoints,
      plan: loaded,
    });
    for (const fault of faults) addFault(kit, fault);
    return {
      engine: kit.engine,
      hooks: kit.hooks,
      intercept: interceptWithFaults(kit.faults.hook),
      allowHosts,
      isOpenHere: true,
      onListening: ({ url, worker }: RunningServer) => void kit.attach({ apiBaseUrl: url, keys, worker }),
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
}

function addFault(kit: MockKit, fault: Fault): void {
  try {
    kit.faults.add(fault);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^[^:]+: /, '').replace(/\. Please .*$/, '') : String(error);
    throw new StartError(`[OneVault] Failed to read --fault ${fault.fault}: ${reason}. Try another.`);
  }
}
