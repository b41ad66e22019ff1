package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.earwitness.inference.Placement;
import org.junit.jupiter.api.Test;

class NodeProfileTest {
    @Test
    void theLastRunOfEachNodeIsCountedForWhoeverRanIt() throws IOException {
        Map<String, Placement.Share> shares = NodeProfile.parse(new ObjectMapper().readTree("""
                [
                {"cat":"Session","name":"model_loading_array","dur":9000,"args":{}},
                {"cat":"Node","name":"conv_kernel_time","dur":5000,"args":{"node_index":"1","provider":"CUDAExecutionProvider"}},
                {"cat":"Node","name":"shape_kernel_time","dur":700,"args":{"node_index":"2","provider":"CPUExecutionProvider"}},
                {"cat":"Node","name":"conv_fence_before","dur":1,"args":{"node_index":"1"}},
                {"cat":"Node","name":"conv_kernel_time","dur":30,"args":{"node_index":"1","provider":"CUDAExecutionProvider"}},
                {"cat":"Node","name":"shape_kernel_time","dur":10,"args":{"node_index":"2","provider":"CPUExecutionProvider"}}
                ]"""));

        assertThat(shares).containsOnlyKeys("CUDAExecutionProvider", "CPUExecutionProvider");
        assertThat(shares.get("CUDAExecutionProvider")).isEqualTo(new Placement.Share(1, 0.75));
        assertThat(shares.get("CPUExecutionProvider")).isEqualTo(new Placement.Share(1, 0.25));
    }

    @Test
    void nodesThatAreFasterThanTheClockAreCountedByTheirNumber() throws IOException {
        Map<String, Placement.Share> shares = NodeProfile.parse(new ObjectMapper().readTree("""
                [
                {"cat":"Node","name":"a_kernel_time","dur":0,"args":{"node_index":"1","provider":"CPUExecutionProvider"}},
                {"cat":"Node","name":"b_kernel_time","dur":0,"args":{"node_index":"2","provider":"CPUExecutionProvider"}},
                {"cat":"Node","name":"c_kernel_time","dur":0,"args":{"node_index":"3","provider":"CUDAExecutionProvider"}}
                ]"""));

        assertThat(Objects.requireNonNull(shares.get("CPUExecutionProvider")).timeShare())
                .isCloseTo(2 / 3.0, within(1e-9));
    }
}
