import { createMemoryEngine } from '../../src/engine/memory/createMemoryEngine.ts';
import { describeGoldens } from './goldens.ts';

describeGoldens(
  'memory',
  async () => createMemoryEngine(),
  async (engine, customerId) => engine.businessKeys(customerId),
);
