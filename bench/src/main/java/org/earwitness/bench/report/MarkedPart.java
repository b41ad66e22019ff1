package org.earwitness.bench.report;

/** The part of a document that a run replaces, between two comments; what people wrote around it stays. */
public final class MarkedPart {
    private static final String BEGIN = "<!-- figures: written by bench/pipeline -->\n";
    private static final String END = "<!-- end of figures -->\n";

    private MarkedPart() {}

    /**
     * The document with its marked part replaced.
     *
     * @throws IllegalArgumentException when the document has no such part
     */
    public static String replace(String document, String part) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the document has no part for figures. Put the lines '" + BEGIN.strip()
                    + "' and '" + END.strip() + "' into it, in this order.");
        }
        return document.substring(0, begin + BEGIN.length()) + part + document.substring(end);
    }
}
