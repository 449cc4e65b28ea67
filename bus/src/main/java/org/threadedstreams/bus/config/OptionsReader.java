package org.threadedstreams.bus.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.osgi.util.converter.Converters;

/**
 * Turns the values of a file into the annotation type that declares its keys, and says precisely what is wrong where that
 * cannot be. The OSGi Converter is lenient ("yes" is false, and a missing number 0), so each value is looked at before.
 *
 * <p>Stateless.
 */
final class OptionsReader {

    private OptionsReader() {}

    /** The keys that a type declares. */
    static Set<String> keys(Class<?> type) {
        Set<String> keys = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            keys.add(method.getName());
        }
        return keys;
    }

    /**
     * @param metatype what the type's bundle publishes of it, if anything
     * @throws ConfigFault naming the file, the key, the value and what is allowed
     */
    static <O> O read(ConfigFile file, Class<O> type, @Nullable ObjectClassDefinition metatype) throws ConfigFault {
        Map<String, AttributeDefinition> attributes = attributes(metatype);
        Map<String, Object> values = new HashMap<>();
        for (Method method : type.getDeclaredMethods()) {
            String key = method.getName();
            AttributeDefinition attribute = attributes.get(key);
            String value = file.value(key);
            if (value != null) {
                values.put(key, converted(file, method, checked(file, method, value, attribute)));
            } else if (method.getDefaultValue() != null) {
                values.put(key, method.getDefaultValue());
            } else {
                throw file.missing(key, attribute == null ? "" : attribute.getDescription());
            }
        }
        return annotation(type, values);
    }

    /** The converter quotes a value when it cannot convert it, which may be a secret. */
    private static Object converted(ConfigFile file, Method method, String value) throws ConfigFault {
        try {
            return Converters.standardConverter().convert(value).to(method.getGenericReturnType());
        } catch (RuntimeException e) {
            throw file.invalid(
                    method.getName(),
                    "a value of type " + method.getReturnType().getSimpleName());
        }
    }

    /** The converter would make one too, which converts each value whenever it is asked for, and looks through all keys to find it. */
    private static <O> O annotation(Class<O> type, Map<String, Object> values) {
        InvocationHandler annotation = (proxy, method, args) -> switch (method.getName()) {
            case "annotationType" -> type;
            case "hashCode" -> System.identityHashCode(values);
            case "equals" -> proxy == args[0];
            case "toString" -> "@" + type.getName() + "()";
            default -> values.get(method.getName());
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, annotation));
    }

    private static Map<String, AttributeDefinition> attributes(@Nullable ObjectClassDefinition metatype) {
        Map<String, AttributeDefinition> attributes = new HashMap<>();
        if (metatype != null) {
            for (AttributeDefinition attribute : metatype.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
                attributes.put(attribute.getID(), attribute);
            }
        }
        return attributes;
    }

    private static String checked(ConfigFile file, Method method, String text, @Nullable AttributeDefinition attribute)
            throws ConfigFault {
        String key = method.getName();
        Class<?> type = method.getReturnType();
        String value = type == String.class ? text : text.strip();
        boolean secret = attribute != null && attribute.getType() == AttributeDefinition.PASSWORD;
        String allowed = allowed(type, value);
        if (allowed != null) {
            throw file.invalid(key, attribute == null ? allowed : allowed + ": " + attribute.getDescription(), secret);
        }
        // Metatype takes an empty text for a missing one, and a comma for the end of a value.
        if (attribute != null && !value.isEmpty() && !value.contains(",")) {
            String verdict = attribute.validate(value);
            if (verdict != null && !verdict.isEmpty()) {
                throw file.invalid(key, attribute.getDescription(), secret);
            }
        }
        return value;
    }

    /** What is allowed, or null if the value is. */
    private static @Nullable String allowed(Class<?> type, String value) {
        if (type == boolean.class) {
            return value.equals("true") || value.equals("false") ? null : "true or false";
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (constant.toString().equals(value)) {
                    return null;
                }
            }
            return "one of " + java.util.Arrays.toString(type.getEnumConstants());
        }
        try {
            if (type == int.class) {
                Integer.parseInt(value);
            } else if (type == long.class) {
                Long.parseLong(value);
            } else if (type == short.class) {
                Short.parseShort(value);
            } else if (type == byte.class) {
                Byte.parseByte(value);
            } else if (type == double.class || type == float.class) {
                Double.parseDouble(value);
            }
            return null;
        } catch (NumberFormatException e) {
            return type == double.class || type == float.class ? "a number" : "a whole number";
        }
    }
}
