import uPlot from '../lib/uplot/uPlot.esm.js';

export const SPARKLINE_POINTS = 60;

const NUMBERS = Array.from({ length: SPARKLINE_POINTS }, (_, i) => i);

/** A minute of a stream's rate, one point a second, without axes: how busy it is at a glance. */
export class Sparkline {
  #plot;
  #colour = '';

  constructor(into, width, height) {
    const options = {
      width,
      height,
      pxAlign: false,
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      axes: [{ show: false }, { show: false }],
      padding: [2, 0, 1, 0],
      scales: {
        x: { time: false, range: [0, SPARKLINE_POINTS - 1] },
        y: { range: (_, min, max) => [0, Math.max(max ?? 0, 1)] },
      },
      series: [
        {},
        {
          stroke: () => this.#colour,
          fill: () => this.#colour + '26',
          width: 1.5,
          points: { show: false },
        },
      ],
    };
    this.#plot = new uPlot(options, [NUMBERS, NUMBERS.map(() => null)], into);
  }

  /**
   * @param {(number|null)[]} rates bytes a second, the oldest first; null where nothing is known
   * @param {string} colour as #rrggbb
   */
  draw(rates, colour) {
    this.#colour = colour;
    this.#plot.setData([NUMBERS, rates], true);
  }
}
