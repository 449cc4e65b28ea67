package org.threadedstreams.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import org.jfree.svg.SVGGraphics2D;
import org.threadedstreams.benchmarks.measure.Entry;
import org.threadedstreams.benchmarks.measure.Metric;
import org.threadedstreams.benchmarks.measure.Result;
import org.threadedstreams.benchmarks.measure.Series;
import org.threadedstreams.benchmarks.measure.Spread;

/**
 * The results as an SVG picture for light and dark pages: each contender as a part of the limit, a bar for each size, the
 * smallest on top, on a scale from a hundredth to a hundredfold. For one thread, for one picture.
 */
public final class Plot {

    private static final int WIDTH = 900;
    private static final int NAMES = 330;
    private static final int RIGHT = 60;
    private static final int TITLE_HEIGHT = 34;
    private static final int BAR_HEIGHT = 7;
    private static final int ROW_GAP = 7;
    private static final double DECADES = 2;

    /** Have a contrast that suffices to white and to a nearly black page. */
    private static final Color INK = new Color(0x768390);

    private final List<Result> results;
    private final SVGGraphics2D page;
    private int y;

    private Plot(List<Result> results) {
        this.results = results;
        this.page =
                new SVGGraphics2D(WIDTH, results.stream().mapToInt(Plot::height).sum() + ROW_GAP);
    }

    public static String of(List<Result> results) {
        return new Plot(results.stream()
                        .filter(result -> result.limit().isPresent())
                        .toList())
                .draw();
    }

    private static int height(Result result) {
        return TITLE_HEIGHT + contenders(result).size() * rowHeight(result) + ROW_GAP;
    }

    private static int rowHeight(Result result) {
        return BAR_HEIGHT * Math.max(2, result.sizes().size()) + ROW_GAP;
    }

    private static List<String> contenders(Result result) {
        return result.series().stream().map(Series::contender).distinct().toList();
    }

    private String draw() {
        for (Result result : results) {
            title(result);
            int top = y;
            contenders(result).forEach(contender -> row(result, contender));
            page.setPaint(INK);
            page.draw(new Line2D.Double(x(1), top, x(1), y));
            y += ROW_GAP;
        }
        return page.getSVGElement() + "\n";
    }

    private void title(Result result) {
        y += TITLE_HEIGHT;
        page.setPaint(INK);
        page.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        page.drawString(result.title(), 10, y - 14);
        page.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        String better = result.main().moreIsBetter() ? "more is better" : "less is better";
        right(result.main() + " of the limit, " + better, WIDTH - 10, y - 14);
    }

    private void row(Result result, String contender) {
        int bar = y;
        double end = 1;
        String figure = "";
        for (long size : result.sizes().keySet()) {
            Optional<Spread> part = part(result, contender, size);
            if (part.isPresent()) {
                double ratio = part.get().median();
                page.setPaint(shade(kind(result, contender)));
                page.fill(new Rectangle2D.Double(
                        Math.min(x(1), x(ratio)), bar, Math.max(1, Math.abs(x(ratio) - x(1))), BAR_HEIGHT - 1));
                end = Math.max(end, ratio);
                figure = Metric.figure(ratio);
            }
            bar += BAR_HEIGHT;
        }
        page.setPaint(INK);
        right(contender, NAMES - 10, y + BAR_HEIGHT + 4);
        page.drawString(figure, (float) x(end) + 5, y + BAR_HEIGHT + 4);
        y += rowHeight(result);
    }

    private static Optional<Spread> part(Result result, String contender, long size) {
        return result.series(contender, size)
                .flatMap(series -> result.series(result.limit().orElseThrow(), size)
                        .flatMap(limit -> series.ratios(result.main(), limit)));
    }

    private static Entry.Kind kind(Result result, String contender) {
        return result.series().stream()
                .filter(series -> series.contender().equals(contender))
                .findFirst()
                .orElseThrow()
                .kind();
    }

    private static Color shade(Entry.Kind kind) {
        return switch (kind) {
            case LIMIT -> INK;
            case BARE -> new Color(0x2f81f7);
            case PEER -> new Color(0xa371f7);
            case PRODUCT -> new Color(0xdb6d28);
        };
    }

    private static double x(double ratio) {
        double decades = Math.max(-DECADES, Math.min(DECADES, Math.log10(ratio)));
        return NAMES + (decades + DECADES) / (2 * DECADES) * (WIDTH - NAMES - RIGHT);
    }

    private void right(String text, double end, double baseline) {
        page.drawString(text, (float) (end - page.getFontMetrics().stringWidth(text)), (float) baseline);
    }
}
