import './chart-tooltip.css';

export interface TooltipRow {
  readonly colour: string;
  readonly name: string;
  readonly value: string;
}

/**
 * Built from elements, never as markup: data can't become code, and the policy allows no inline
 * style.
 */
export function chartTooltip(title: string, rows: readonly TooltipRow[]): HTMLElement {
  const box = element('div', 'chart-tooltip', '');
  box.append(element('div', 'chart-tooltip-title', title));
  for (const { colour, name, value } of rows) {
    const row = element('div', 'chart-tooltip-row', '');
    const mark = element('span', 'chart-tooltip-mark', '');
    mark.style.background = colour;
    row.append(mark, element('span', 'chart-tooltip-name', name), element('strong', '', value));
    box.append(row);
  }
  return box;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
