package org.earwitness.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The table of rooms in ARCHITECTURE.md, as rules. */
@AnalyzeClasses(packages = "org.earwitness", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {
    private static final String SCHEMAS = "org.earwitness.schemas..";
    private static final String INFERENCE = "org.earwitness.inference..";
    private static final String INGEST = "org.earwitness.ingest..";
    private static final String STREAMING = "org.earwitness.streaming..";
    private static final String APP = "org.earwitness.app..";
    private static final String KAFKA = "org.apache.kafka..";
    private static final String AVRO = "org.apache.avro..";
    private static final String ONNX = "ai.onnxruntime..";
    private static final String FFMPEG = "org.bytedeco..";

    @ArchTest
    static final ArchRule schemasReadsNoRoomAndNoMeter = noClasses()
            .that()
            .resideInAPackage(SCHEMAS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INFERENCE, INGEST, STREAMING, APP, ONNX, FFMPEG, "io.micrometer..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule inferenceKnowsNeitherKafkaNorAvroNorAnotherRoom = noClasses()
            .that()
            .resideInAPackage(INFERENCE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEMAS, INGEST, STREAMING, APP, KAFKA, AVRO);

    @ArchTest
    static final ArchRule onlyTheFrameDecoderOfInferenceUsesFfmpeg = noClasses()
            .that()
            .resideInAPackage(INFERENCE)
            .and()
            .haveSimpleNameNotContaining("FrameDecoder")
            .and()
            .haveSimpleNameNotContaining("Jpeg")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FFMPEG);

    @ArchTest
    static final ArchRule ingestKnowsNothingOfModels = noClasses()
            .that()
            .resideInAPackage(INGEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INFERENCE, STREAMING, APP, ONNX, "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule streamingDecodesNoMediaAndRunsNoSession = noClasses()
            .that()
            .resideInAPackage(STREAMING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INGEST, APP, ONNX, FFMPEG);

    @ArchTest
    static final ArchRule theBrokersInsidesStayInTheEmbeddedBroker = noClasses()
            .that()
            .resideInAPackage("org.earwitness..")
            .and()
            .haveNameNotMatching(".*\\.embedded\\.EmbeddedBroker.*")
            .and()
            .haveNameNotMatching(".*\\.embedded\\.Broker.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka.server..", "org.apache.kafka.raft..", "org.apache.kafka.metadata..", "scala..");

    @ArchTest
    static final ArchRule noRoomIsInACircleWithAnother =
            slices().matching("org.earwitness.(*)..").should().beFreeOfCycles();
}
