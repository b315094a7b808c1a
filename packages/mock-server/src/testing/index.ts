export type { JsonObject } from '@onevault/contract';
export type { Engine, StagedEvent } from '../engine/port.ts';
export type { GivenKey } from '../service/keys.ts';
export type { Wanted, Where } from './compare/describeNearest.ts';
// The name that the suites here began with.
export {
  createMockServer,
  createMockServer as startServer,
  type MockServer,
  type MockServer as TestServer,
  type MockServerOptions,
} from './createMockServer.ts';
export type { Faults } from './faults/createFaults.ts';
export type { ActiveFault, Fault, FaultName, SentEvent } from './faults/fault.ts';
export type { FunnelStep } from './kit/countFunnel.ts';
export type { Ledger } from './kit/countLedger.ts';
export { DEMO_KEY, type MockControls } from './kit/createMockKit.ts';
export type { EventFilter, TestCustomer, WaitFor } from './kit/createTestCustomer.ts';
export type { VirtualClock } from './kit/createVirtualClock.ts';
export type { RejectedRow } from './kit/listRejected.ts';
export type { EngineChoice } from './openTestEngine.ts';
