package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.earwitness.inference.fixture.FixtureGraphs;
import org.earwitness.inference.fixture.FixtureOptions;
import org.junit.jupiter.api.Test;

class OperationCountTest {
    @Test
    void whatAGraphMultipliesIsCountedFromItsRun() {
        long without = count(0);

        // Pooling 32 pixels to 7 places: 3 colours, 7 rows of 32 by 32 columns, then 7 by 7.
        assertThat(without).isEqualTo(2L * 3 * (7 * 32 * 32 + 7 * 32 * 7));
        assertThat(count(3) - without).isEqualTo(3 * 2L * 384 * 384 * 384);
    }

    @Test
    void everyKindOfProductIsCountedFromItsShapes() throws IOException {
        assertThat(OperationCount.count(new ObjectMapper().readTree("""
                        [
                        {"name":"c_kernel_time","args":{"op_name":"Conv",
                          "input_type_shape":[{"float":[1,3,224,224]},{"float":[64,3,7,7]}],
                          "output_type_shape":[{"float":[1,64,112,112]}]}},
                        {"name":"g_kernel_time","args":{"op_name":"Gemm",
                          "input_type_shape":[{"float":[2,10]},{"float":[10,5]}],
                          "output_type_shape":[{"float":[2,5]}]}},
                        {"name":"l_kernel_time","args":{"op_name":"LSTM",
                          "input_type_shape":[{"float":[10,2,16]},{"float":[1,32,16]},{"float":[1,32,8]}],
                          "output_type_shape":[{"float":[10,1,2,8]}]}},
                        {"name":"r_kernel_time","args":{"op_name":"Relu",
                          "input_type_shape":[{"float":[1,9]}],"output_type_shape":[{"float":[1,9]}]}},
                        {"name":"c_fence_before","args":{"op_name":"Conv"}}
                        ]""")))
                .isEqualTo(2L * 64 * 112 * 112 * 3 * 7 * 7 + 2 * 2 * 5 * 10 + 2L * 10 * 2 * (32 * 16 + 32 * 8));
    }

    private static long count(int products) {
        byte[] model = new FixtureGraphs(FixtureOptions.USUAL.withProducts(products))
                .encode()
                .toBytes();
        return OperationCount.ofOneRow("encode.onnx", model);
    }
}
