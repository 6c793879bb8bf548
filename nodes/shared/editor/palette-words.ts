/** Words by which people look for these nodes; Node-RED's palette searches a node's type and its label only. */
const WORDS = 'aliyun alibaba 阿里云 物联网 iot mqtt modem 4g lte quectel 移远 模块 sim';

/**
 * Lets the palette's search find a type of node by more than its label, to be called for each `paletteLabel`. The label that is
 * shown stays; the palette searches an attribute of the entry, which is there once it has been added.
 */
export function findByWords(type: string, words = ''): void {
  setTimeout(() => {
    const entry = $(`.red-ui-palette-node[data-palette-type="${type}"]`);
    const label = entry.attr('data-palette-label');
    if (label === undefined || label.includes(WORDS)) return;
    entry.attr('data-palette-label', `${label} ${WORDS} ${words}`);
  }, 0);
}
