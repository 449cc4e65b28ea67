package org.threadedstreams.launcher.command;

import org.threadedstreams.client.text.Escapes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A TEXT with escapes, as typed. Immutable. */
record Text(byte[] bytes) {

    /** Makes one of an argument. */
    static final class Converter implements ITypeConverter<Text> {

        @Override
        public Text convert(String typed) {
            try {
                return new Text(Escapes.bytes(typed));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
