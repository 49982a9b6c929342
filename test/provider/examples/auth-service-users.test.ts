import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { openUsers } from '../../../provider/examples/auth-service/open-users.js';
import { describeUsers } from '../../contract/auth-service-users-contract.js';
import { scratchFolder } from '../../support/scratch-folder.js';

describeUsers('SQLite', async () => {
  const usersFile = join(await scratchFolder(), 'users.sqlite');
  return () => openUsers({ usersFile }, systemClock);
});
