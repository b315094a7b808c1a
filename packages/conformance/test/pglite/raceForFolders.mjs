// A process that tries to lock each folder that it is told of, keeps what it gets, and says whether it did.
import { lockFolder } from '../../../server/dist/engine/pglite/lockFolder.js';

process.on('message', (folder) => {
  try {
    lockFolder(folder);
    process.send?.('has it');
  } catch (error) {
    process.send?.(error.message);
  }
});
