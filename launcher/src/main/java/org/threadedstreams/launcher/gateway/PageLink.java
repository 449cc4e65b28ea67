package org.threadedstreams.launcher.gateway;

import java.io.IOException;
import java.nio.file.Files;
import org.threadedstreams.launcher.CommandFailure;

/** The link that opens the page of a running gateway. Stateless. */
public final class PageLink {

    private PageLink() {}

    /**
     * The link, with the token behind a {@code #}, where it stays in the browser.
     *
     * @throws CommandFailure if there is no page, or a file cannot be read
     */
    public static String of(Home home) {
        try {
            String page = new GatewayFile(home)
                    .web()
                    .orElseThrow(
                            () -> new CommandFailure("the gateway serves no page; the log may say why: " + home.log()));
            return page + "#token="
                    + Files.readString(home.data().resolve("token")).strip();
        } catch (IOException e) {
            throw new CommandFailure("no link to the page: " + e + "; is the gateway running?", e);
        }
    }
}
