package org.earwitness.bench;

import org.earwitness.bench.report.Section;

/** One thing that is measured against its peer. */
public interface Measurement {
    /** The word that chooses it on the command line. */
    String name();

    /** Measures it. Takes from seconds to minutes. */
    Section measure(Workbench workbench);

    /** Whether it is measured when nobody asks for it by name; what takes half an hour is not. */
    default boolean isUsual() {
        return true;
    }
}
