package org.threadedstreams.client.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexDumpTest {

    @Test
    void aLineHasOffsetBytesAndText() {
        byte[] bytes = "0123456789abcdef\r\nZ".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexDump.of(100, bytes, bytes.length))
                .isEqualTo("00000100  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
                        + "00000116  0d 0a 5a                                          |..Z|\n");
    }

    @Test
    void bytesAboveAsciiAreDots() {
        assertThat(HexDump.of(0, new byte[] {(byte) 0xff, 0x7f, ' '}, 3))
                .endsWith("|.. |\n")
                .contains(" ff 7f 20 ");
    }

    @Test
    void nothingIsNothing() {
        assertThat(HexDump.of(7, new byte[5], 0)).isEmpty();
    }
}
