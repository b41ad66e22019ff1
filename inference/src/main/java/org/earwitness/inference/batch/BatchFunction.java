package org.earwitness.inference.batch;

import java.util.List;
import org.earwitness.inference.session.Deadline;

/** Answers a whole batch at once; called by one thread at a time. */
public interface BatchFunction<Q, R> {

    /**
     * Answers every question.
     *
     * @param questions at least one, at most the bucket
     * @param deadline the latest of the questions' deadlines
     * @return one answer a question, in the same order
     */
    List<R> answer(List<Q> questions, Deadline deadline);
}
