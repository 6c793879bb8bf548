// Loaded into the flow library's checker by `node --require`: answers its question for the catalogue from a file, since
// what others publish must not decide whether our tests pass.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The environment variable that names the file. */
export const CATALOGUE_FILE = 'EC20_TEST_CATALOGUE';

/** As much of the checker's HTTP client as is replaced. */
interface HttpClient {
  get(url: string, ...rest: readonly unknown[]): Promise<{ readonly data: unknown }>;
}

const file = process.env[CATALOGUE_FILE];
const checker = process.argv[1];
if (file !== undefined && checker !== undefined) {
  const client = createRequire(checker)('axios') as HttpClient;
  const get = client.get.bind(client);
  client.get = (url, ...rest) =>
    url.endsWith('/catalogue.json')
      ? Promise.resolve({ data: JSON.parse(readFileSync(file, 'utf8')) as unknown })
      : get(url, ...rest);
}
