import { assertKept } from './kept-message';
import { helper } from './rig';

describe('A message that waits on disk', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('is sent, and put out, as it was when it came', () => assertKept('disk'));
});
