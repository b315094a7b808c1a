import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { openEngine } from '../../src/databases/openEngine.ts';
import { describeBadInput } from './describeBadInput.ts';

describeBadInput('memory', async () => createMemoryEngine(), { runs: 500 });
describeBadInput('pglite', () => openEngine('pglite'), { runs: 150 });
describeBadInput('postgres', () => openEngine('postgres'), { runs: 150 });
