package org.earwitness.bench.report;

import java.util.Optional;

/** The part of a document that a run replaces, between two comments; what people wrote around it stays. */
public final class MarkedPart {
    private static final String END = "<!-- end of figures -->\n";

    private MarkedPart() {}

    /**
     * The document with a marked part replaced.
     *
     * @param name which part, for instance {@code packs}; empty for the one that has no name
     * @throws IllegalArgumentException when the document has no such part
     */
    public static String replace(String document, Optional<String> name, String part) {
        String opening =
                "<!-- figures" + name.map(word -> " of " + word).orElse("") + ": written by bench/pipeline -->\n";
        int begin = document.indexOf(opening);
        int end = document.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new IllegalArgumentException("the document has no part for figures. Put the lines '" + opening.strip()
                    + "' and '" + END.strip() + "' into it, in this order.");
        }
        return document.substring(0, begin + opening.length()) + part + document.substring(end);
    }
}
