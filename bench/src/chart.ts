import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

export interface Axis {
  readonly name: string;
  readonly scale?: 'linear' | 'log';
}

/** Lines over a common axis. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const [WIDTH, HEIGHT] = [760, 400];

echarts.use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** The chart as SVG. */
export function drawChart({ title, x, y, lines }: Chart): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: title, left: 'center', textStyle: { fontSize: 14 } },
    legend: { bottom: 0, data: lines.map(({ name }) => name) },
    grid: { left: 70, right: 30, top: 50, bottom: 70 },
    xAxis: axis(x, 30),
    yAxis: axis(y, 50),
    series: lines.map(({ name, points }) => ({ type: 'line', name, data: points, symbolSize: 7 })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const axis = ({ name, scale = 'linear' }: Axis, nameGap: number) => ({
  type: scale === 'log' ? ('log' as const) : ('value' as const),
  name,
  nameLocation: 'middle' as const,
  nameGap,
});
