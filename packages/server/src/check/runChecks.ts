import { CheckFailure } from './answer.ts';
import type { Check } from './check.ts';
import { checkAutomatic } from './checks/checkAutomatic.ts';
import { checkBackground } from './checks/checkBackground.ts';
import { checkDashboard } from './checks/checkDashboard.ts';
import { checkDatabase } from './checks/checkDatabase.ts';
import { checkHealth } from './checks/checkHealth.ts';
import { checkManualTrigger } from './checks/checkManualTrigger.ts';
import { checkStatus } from './checks/checkStatus.ts';
import { createClient, Unreachable } from './createClient.ts';

export interface CheckOptions {
  /** Where the API is, such as `http://localhost:8000`. */
  url: string;
  customer: string;
  /** A key that may read and process, not only post. */
  token: string;
  /** Takes the report, line by line. */
  out: (line: string) => void;
  /** How long background processing may take. Default 1,500: the promised second plus the round trip. */
  patienceMs?: number;
}

export interface CheckResults {
  passed: number;
  total: number;
  /** How many events the server has accepted, and the visitor that they name: an erasure removes them. */
  events: number;
  visitorId: string;
}

const CHECKS: [name: string, check: Check][] = [
  ['Health Check', checkHealth],
  ['Database Health Check', checkDatabase],
  ['Automatic Processing', checkAutomatic],
  ['Background Processing', checkBackground],
  ['Status Monitoring', checkStatus],
  ['Dashboard Data', checkDashboard],
  ['Manual Trigger', checkManualTrigger],
];

/**
 * Runs the seven checks against any server that implements the contract. They post a few events of type
 * `automation_check` and then ask where each event is: an answer that says "success" is not enough.
 *
 * @example
 * const { passed, total } = await runChecks({ url: 'http://localhost:8000', customer: 'demo', token: 'ovt_demo', out: console.log });
 */
export async function runChecks({
  url,
  customer,
  token,
  out,
  patienceMs = 1_500,
}: CheckOptions): Promise<CheckResults> {
  const client = createClient(url, customer, token);
  let passed = 0;
  out('🧪 Site Tracking Automation API Test Suite');
  out('='.repeat(60));
  for (const [name, check] of CHECKS) {
    try {
      await check({ client, patienceMs });
      passed++;
      out(`✅ PASS ${name}`);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      out(`❌ FAIL ${name}`);
      out(`   ${error.message}`);
      if (error instanceof Unreachable) break;
    }
  }
  const total = CHECKS.length;
  out('');
  out(`🎯 Overall Results: ${passed}/${total} tests passed`);
  out(
    passed === total
      ? '🎉 ALL TESTS PASSED! Site tracking automation is working correctly.'
      : '⚠️  Some tests failed: site tracking automation is NOT working correctly.',
  );
  return { passed, total, events: client.accepted.length, visitorId: client.visitorId };
}
