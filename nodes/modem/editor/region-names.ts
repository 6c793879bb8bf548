import { REGIONS } from '../../../src/settings/settings';

/** The region that a text names in the console's words, such as 华东2（上海） or Tokyo; undefined: none, or several. */
export function regionNamed(text: string): string | undefined {
  const named = normal(text);
  return REGIONS.find((region) => wordsOf(region).some((word) => named.includes(word)))?.id;
}

type Region = (typeof REGIONS)[number];

/** Words unique to one region: 华东2 and 上海, but not 美国, where there are two. */
function wordsOf(region: Region): readonly string[] {
  const others = REGIONS.filter((each) => each !== region).flatMap(partsOf);
  return partsOf(region).filter((word) => !others.includes(word));
}

function partsOf({ zh, en }: Region): readonly string[] {
  return `${zh}(${en}`
    .split(/[()（）]/)
    .map(normal)
    .filter((part) => part !== '');
}

/** Without blanks and marks, whose use varies. */
function normal(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\d]/gu, '');
}
