// Where the nodes of an example stand: a table of rows and columns, left edges aligned, as wide as Node-RED draws each node.

/** The visible canvas of a window 1,400 px wide, with the palette and the sidebar open. */
export const CANVAS_PX = 880;
const FONT_PX = 14;
const NODE_HEIGHT_PX = 30;
const PORT_PX = 15;
/** Left edge of the first column: an inject node's button needs 25 px before it. */
const MARGIN_PX = 40;
/** A debug node's button stands out to its right. */
const BUTTON_PX = 26;
const GAPS_PX = [60, 50, 40, 30];
const COMMENT_Y = 40;
const FIRST_Y = 120;
/** Leaves room for the status text under a node. */
const ROW_PX = 60;

/** Widths of Arial, which has those of Helvetica, from U+0020 on, in thousandths of the font's size. */
const ARIAL = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556,
  556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
  722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222,
  500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]; // prettier-ignore
/** Signs outside ASCII that Arial has; all others come from a Chinese font, as wide as high. */
const OTHER = { '°': 400, '¹': 333, '“': 333, '”': 333, '‘': 222, '’': 222, '…': 1000 };
const FULL_WIDTH = 1000;

/** The width of a text in the font of Node-RED's labels, in pixels. */
export function textWidth(text) {
  const widths = [...text].map((sign) => ARIAL[sign.codePointAt(0) - 0x20] ?? OTHER[sign] ?? FULL_WIDTH);
  return (widths.reduce((sum, width) => sum + width, 0) * FONT_PX) / 1000;
}

/** What Node-RED writes on a node: an inject node's name gets a mark. */
function labelOf({ type, name, once, repeat, crontab }) {
  if (type !== 'inject') return name;
  if (repeat || crontab) return `${name} ↻`;
  return once ? `${name} ¹` : name;
}

const WITHOUT_INPUT = ['inject', 'catch', 'comment', 'ec20-subscribe'];

/** The browser pulls some letters together: a label may not need a step of the width by less than this. */
const DOUBT_PX = 1;

/** Width and height of a node, as Node-RED calculates them (editor-client, `view.js`). */
export function sizeOf(node) {
  const needed = textWidth(labelOf(node)) + 50 + (WITHOUT_INPUT.includes(node.type) ? 0 : 7);
  const width = Math.max(100, 20 * Math.ceil(needed / 20));
  if (needed > 100 && needed % 20 > 0 && needed % 20 < DOUBT_PX)
    throw new Error(`choose another name: “${node.name}” is ${width} px or ${width - 20} px wide`);
  return { width, height: Math.max(NODE_HEIGHT_PX, (node.wires?.length ?? 0) * PORT_PX) };
}

/** The outer edges of a node and its button. */
export function boxOf(node) {
  const { width, height } = sizeOf(node);
  const left = node.x - width / 2;
  const top = node.y - height / 2;
  return {
    left,
    right: left + width,
    top,
    bottom: top + height,
    outerLeft: left - (node.type === 'inject' ? BUTTON_PX : 0),
    outerRight: left + width + (node.type === 'debug' ? BUTTON_PX : 0),
  };
}

/**
 * Reads rows such as `tick > reading > post` into wires and places: `>` is a wire, `_` an empty column, `which:2` the second
 * output. A node stands where its key comes first; a row that names none for the first time only adds wires.
 */
export function readRows(rows) {
  const places = new Map();
  const wires = [];
  let row = 0;
  for (const text of rows) {
    let column = 0;
    let from;
    let isWired = false;
    let hasPlaced = false;
    for (const token of text.split(' ')) {
      if (token === '>') {
        isWired = true;
        continue;
      }
      const [key, output = '1'] = token.split(':');
      if (key !== '_') {
        if (!places.has(key)) {
          places.set(key, { row, column });
          hasPlaced = true;
        }
        if (isWired) wires.push({ from: from.key, output: from.output, to: key });
        from = { key, output: Number(output) };
        isWired = false;
      }
      column += 1;
    }
    if (hasPlaced) row += 1;
  }
  return { places, wires };
}

/** Gives every node `x`, `y` and the comment its place above them. */
export function place(nodes, places, comment) {
  const widths = [];
  for (const [key, { column }] of places)
    widths[column] = Math.max(widths[column] ?? 0, sizeOf(nodes[key]).width);
  const taken = widths.reduce((sum, width) => sum + width, 0);
  const room = CANVAS_PX - BUTTON_PX - MARGIN_PX - taken;
  const gap = GAPS_PX.find((each) => each * (widths.length - 1) <= room);
  if (gap === undefined) throw new Error(`${comment.name}: ${taken} px of nodes do not fit`);
  const lefts = widths.map(
    (_width, column) => MARGIN_PX + widths.slice(0, column).reduce((sum, width) => sum + width + gap, 0),
  );
  for (const [key, { row, column }] of places) {
    nodes[key].x = lefts[column] + sizeOf(nodes[key]).width / 2;
    nodes[key].y = FIRST_Y + row * ROW_PX;
  }
  comment.x = MARGIN_PX + sizeOf(comment).width / 2;
  comment.y = COMMENT_Y;
}
