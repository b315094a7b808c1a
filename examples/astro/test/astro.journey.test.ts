import { fileURLToPath } from 'node:url';
import { testLibrary } from '../../shared/testLibrary.ts';

testLibrary(fileURLToPath(new URL('..', import.meta.url)), { hydrates: false });
