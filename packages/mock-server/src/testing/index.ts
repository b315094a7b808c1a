export type { JsonObject } from '@onevault/contract';
export type { Engine } from '../engine/port.ts';
export type { GivenKey } from '../service/keys.ts';
export { type ActiveFault, createFaults, type Fault, type Faults } from './faults.ts';
export { DEMO_KEY, startServer, type TestServer, type TestServerOptions } from './startServer.ts';
