package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CustomKindTest {
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final Fixture cluster = new Fixture();

  @BeforeEach
  void define() {
    cluster.create(DEFINITIONS, Gadgets.definition());
  }

  private Request creation(Map<String, @Nullable Object> gadget) {
    return Request.create(cluster.type(Gadgets.NAME), "default", gadget);
  }

  private String refusal(@Nullable Object... pathsAndValues) {
    return cluster.refusal(creation(Gadgets.gadget("g", pathsAndValues)));
  }

  private static String invalid(String what) {
    return "422 Invalid: Gadget.example.dev \"g\" is invalid: " + what;
  }

  @Test
  void definedKindIsServedInAllItsVersionsThePreferredOneFirst() {
    var types =
        cluster.store.types().stream().filter(type -> type.group().equals("example.dev")).toList();
    assertThat(types)
        .extracting(ResourceType::version)
        .containsExactly("v1", "v1beta1", "v1alpha1");
    var type = types.get(0);
    assertThat(type.singular()).isEqualTo("gadget");
    assertThat(type.shortNames()).containsExactly("gd");
    assertThat(type.subresources()).containsExactly("status", "scale");
    assertThat(cluster.store.typeOfKind("example.dev/v1", "Gadget")).contains(type);
  }

  @Test
  void definitionIsEstablishedAtOnce() {
    var definition = cluster.get(DEFINITIONS, Gadgets.NAME);
    assertThat(Cells.condition(definition, "Established")).isEqualTo("True");
    assertThat(Cells.condition(definition, "NamesAccepted")).isEqualTo("True");
    assertThat(Trees.at(definition, "status", "storedVersions")).isEqualTo(List.of("v1"));
    assertThat(Trees.at(definition, "spec", "names", "listKind")).isEqualTo("GadgetList");
  }

  @Test
  void definitionOfATakenKindIsNotServed() {
    var other = Trees.put(Gadgets.definition(), "gizmos.example.dev", "metadata", "name");
    other = Trees.put(other, "gizmos", "spec", "names", "plural");
    var stored = cluster.create(DEFINITIONS, other);
    assertThat(Cells.condition(stored, "NamesAccepted")).isEqualTo("False");
    assertThat(cluster.store.type("example.dev", "v1", "gizmos")).isEmpty();
  }

  @Test
  void definitionWithoutSchemaOrStorageIsInvalid() {
    var versions = List.of(Trees.of("name", "v1", "served", true, "storage", false));
    var broken = Trees.put(Gadgets.definition(), versions, "spec", "versions");
    assertThat(cluster.refusal(Request.create(cluster.type(DEFINITIONS), "", broken)))
        .contains("spec.versions: Invalid value")
        .contains("spec.versions[0].schema.openAPIV3Schema: Required value");
  }

  @Test
  void objectsAreStoredOnceAndShownInTheVersionAskedFor() {
    cluster.done(creation(Gadgets.gadget("g")));
    var old = cluster.store.type("example.dev", "v1alpha1", "gadgets").orElseThrow();
    var shown = cluster.done(Request.get(old, "default", "g"));
    assertThat(shown).containsEntry("apiVersion", "example.dev/v1alpha1");
    cluster.done(
        Request.patch(old, "default", "g", PatchKind.MERGE, Fixture.object("spec.size", 5L)));
    assertThat(cluster.get(Gadgets.NAME, "g"))
        .containsEntry("apiVersion", "example.dev/v1")
        .extractingByKey("spec")
        .isEqualTo(
            Trees.of(
                "parts",
                List.of(Trees.of("name", "main", "weight", 1L)),
                "size",
                5L,
                "mode",
                "fast"));
  }

  @Test
  void unknownFieldsArePrunedWithAWarning() {
    var response =
        cluster.store.handle(creation(Gadgets.gadget("g", "spec.color", "red", "other", 1L)));
    assertThat(response)
        .isInstanceOfSatisfying(
            Response.Success.class,
            success -> {
              assertThat(success.warnings())
                  .containsExactly("unknown field \"spec.color\"", "unknown field \"other\"");
              assertThat(success.body()).doesNotContainKey("other");
              assertThat(Trees.objectAt(success.body(), "spec")).doesNotContainKey("color");
            });
  }

  @Test
  void unknownFieldsAreRefusedWhenStrict() {
    var request =
        creation(Gadgets.gadget("g", "spec.color", "red", "metadata.nick", "x"))
            .withOptions(Options.NONE.withFieldValidation("Strict"));
    assertThat(cluster.refusal(request))
        .isEqualTo(
            "400 BadRequest: Gadget in version \"v1\" cannot be handled as a Gadget: strict"
                + " decoding error: unknown field \"metadata.nick\", unknown field \"spec.color\"");
  }

  @Test
  void fieldsOfTemplatesAreKept() {
    var template =
        Fixture.object(
            "apiVersion", "v1", "kind", "Pod", "metadata.name", "p", "spec.any", List.of(1L, "x"));
    var parts = List.of(Trees.of("name", "a", "template", template));
    var created = cluster.done(creation(Gadgets.gadget("g", "spec.parts", parts)));
    assertThat(Trees.at(Trees.listAt(created, "spec", "parts").get(0), "template"))
        .isEqualTo(template);
  }

  @Test
  void templatesMustSayWhatTheyAre() {
    var parts = List.of(Trees.of("name", "a", "template", Trees.of("kind", "Pod")));
    assertThat(refusal("spec.parts", parts))
        .isEqualTo(invalid("spec.parts[0].template.apiVersion: Required value: must not be empty"));
  }

  @Test
  void missingFieldIsRequired() {
    var bare = Trees.remove(Gadgets.gadget("g", "spec.size", 1L), "spec", "parts");
    assertThat(cluster.refused(creation(bare)).status())
        .containsEntry("message", "Gadget.example.dev \"g\" is invalid: spec.parts: Required value")
        .containsEntry(
            "details",
            Trees.of(
                "name",
                "g",
                "group",
                "example.dev",
                "kind",
                "Gadget",
                "causes",
                List.of(
                    Trees.of(
                        "reason",
                        "FieldValueRequired",
                        "message",
                        "Required value",
                        "field",
                        "spec.parts"))));
  }

  @Test
  void everyRuleOfTheSchemaIsHeld() {
    assertThat(refusal("spec.size", "many"))
        .isEqualTo(
            invalid(
                "spec.size: Invalid value: \"string\": spec.size in body must be of type integer:"
                    + " \"string\""));
    assertThat(refusal("spec.size", -1L))
        .isEqualTo(
            invalid(
                "spec.size: Invalid value: -1: spec.size in body should be greater than or equal"
                    + " to 0"));
    assertThat(refusal("spec.size", 10L)).contains("should be less than or equal to 9");
    assertThat(refusal("spec.size", 1L << 40)).contains("must be of type int32");
    assertThat(refusal("spec.mode", "odd"))
        .isEqualTo(
            invalid("spec.mode: Unsupported value: \"odd\": supported values: \"fast\", \"slow\""));
    assertThat(refusal("spec.note", "longer"))
        .isEqualTo(invalid("spec.note: Too long: may not be more than 5 bytes"));
    assertThat(refusal("spec.note", "")).contains("should be at least 1 chars long");
    assertThat(refusal("spec.limit", true)).contains("must be of type integer,string");
    assertThat(refusal("spec.options", Trees.of("a", "1", "b", "2", "c", "3")))
        .isEqualTo(invalid("spec.options: Too many: 3: must have at most 2 items"));
    assertThat(refusal("spec.options", Trees.of("a", 1L)))
        .contains("spec.options.a in body must be of type string");
    assertThat(refusal("spec.tags", List.of("a", "b", "a")))
        .isEqualTo(invalid("spec.tags[2]: Duplicate value: \"a\""));
    assertThat(refusal("spec.parts", List.of())).contains("should have at least 1 items");
    assertThat(refusal("spec.parts", List.of(Trees.of("name", "A"))))
        .isEqualTo(
            invalid(
                "spec.parts[0].name: Invalid value: \"A\": spec.parts[0].name in body should match"
                    + " '^[a-z]+$'"));
  }

  @Test
  void severalFaultsAreToldTogether() {
    assertThat(refusal("spec.size", -1L, "spec.mode", "odd"))
        .startsWith(invalid("[spec.size: Invalid value"))
        .contains(", spec.mode: Unsupported value")
        .endsWith("]");
  }

  @Test
  void nullIsKeptWhereItIsAllowedAndDefaultedWhereItIsNot() {
    var nulls = Trees.put(Gadgets.gadget("g", "spec.note", null), null, "spec", "size");
    var spec = Trees.objectAt(cluster.done(creation(nulls)), "spec");
    assertThat(spec).containsEntry("size", 2L).containsEntry("note", null);
  }

  @Test
  void statusIsNotTakenFromACreationAndOnlyWrittenThroughItsSubresource() {
    var created = cluster.done(creation(Gadgets.gadget("g", "status.phase", "Up")));
    assertThat(created).doesNotContainKey("status");
    var written =
        cluster.mergeStatus(
            Gadgets.NAME,
            "g",
            Fixture.object(
                "status.phase", "Up", "spec.size", 7L, "metadata.labels", Map.of("a", "b")));
    assertThat(written.get("status")).isEqualTo(Map.of("phase", "Up"));
    assertThat(written.get("spec")).isEqualTo(created.get("spec"));
    assertThat(Trees.objectAt(written, "metadata")).doesNotContainKey("labels");
  }

  @Test
  void generationRisesWithTheSpecAlone() {
    var created = cluster.done(creation(Gadgets.gadget("g")));
    assertThat(Generations.generation(created)).isEqualTo(1);
    var status = cluster.mergeStatus(Gadgets.NAME, "g", Fixture.object("status.phase", "Up"));
    assertThat(Generations.generation(status)).isEqualTo(1);
    var label =
        cluster.merge(Gadgets.NAME, "g", Fixture.object("metadata.labels", Map.of("a", "b")));
    assertThat(Generations.generation(label)).isEqualTo(1);
    var spec = cluster.merge(Gadgets.NAME, "g", Fixture.object("spec.size", 4L));
    assertThat(Generations.generation(spec)).isEqualTo(2);
  }

  @Test
  void statusIsHeldToTheSchemaToo() {
    cluster.done(creation(Gadgets.gadget("g")));
    var twice = List.of(Trees.of("type", "Ready"), Trees.of("type", "Ready"));
    assertThat(
            cluster.refusal(
                Request.patch(
                        cluster.type(Gadgets.NAME),
                        "default",
                        "g",
                        PatchKind.MERGE,
                        Fixture.object("status.conditions", twice))
                    .withSubresource("status")))
        .isEqualTo(invalid("status.conditions[1]: Duplicate value: \"object\""));
  }

  @Test
  void replacingACustomObjectNeedsItsVersion() {
    var created = cluster.done(creation(Gadgets.gadget("g")));
    var blind = Trees.remove(created, "metadata", "resourceVersion");
    assertThat(cluster.refusal(Request.update(cluster.type(Gadgets.NAME), "default", "g", blind)))
        .contains("metadata.resourceVersion: Invalid value")
        .contains("must be specified for an update");
    assertThat(cluster.update(Gadgets.NAME, "g", created)).isEqualTo(created);
  }

  @Test
  void anotherKindOrVersionInTheBodyIsRefused() {
    var type = cluster.type(Gadgets.NAME);
    assertThat(
            cluster.refusal(
                Request.create(
                    type, "default", Gadgets.gadget("g", "apiVersion", "example.dev/v2"))))
        .startsWith("400 BadRequest: the API version in the data (example.dev/v2)");
    assertThat(cluster.refusal(Request.create(type, "default", Fixture.named("g"))))
        .startsWith("400 BadRequest: Object 'Kind' is missing");
  }

  @Test
  void newDefaultsShowOnReading() {
    cluster.done(creation(Gadgets.gadget("g")));
    var definition = cluster.get(DEFINITIONS, Gadgets.NAME);
    var patch =
        List.of(
            Trees.of(
                "op",
                "add",
                "path",
                "/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties/extra",
                "value",
                Trees.of("type", "string", "default", "new")));
    assertThat(Trees.at(Trees.listAt(definition, "spec", "versions").get(1), "name"))
        .isEqualTo("v1");
    cluster.done(Request.patch(cluster.type(DEFINITIONS), "", Gadgets.NAME, PatchKind.JSON, patch));
    assertThat(Trees.at(cluster.get(Gadgets.NAME, "g"), "spec", "extra")).isEqualTo("new");
  }

  @Test
  void strategicPatchOfACustomObjectIsAnUnsupportedMediaType() {
    cluster.done(creation(Gadgets.gadget("g")));
    var patch =
        Request.patch(
            cluster.type(Gadgets.NAME),
            "default",
            "g",
            PatchKind.STRATEGIC,
            Collections.emptyMap());
    assertThat(cluster.refused(patch).code()).isEqualTo(415);
  }

  @Test
  void scaleOfACustomObjectFollowsItsPaths() {
    cluster.done(creation(Gadgets.gadget("g")));
    cluster.mergeStatus(Gadgets.NAME, "g", Fixture.object("status.size", 1L));
    var scale =
        Request.patch(
                cluster.type(Gadgets.NAME),
                "default",
                "g",
                PatchKind.MERGE,
                Fixture.object("spec.replicas", 4L))
            .withSubresource("scale");
    assertThat(cluster.done(scale))
        .containsEntry("spec", Map.of("replicas", 4L))
        .containsEntry("status", Map.of("replicas", 1L));
    assertThat(Trees.at(cluster.get(Gadgets.NAME, "g"), "spec", "size")).isEqualTo(4L);
    var tooMany = Fixture.object("spec.replicas", 40L);
    assertThat(
            cluster
                .refused(
                    Request.patch(
                            cluster.type(Gadgets.NAME), "default", "g", PatchKind.MERGE, tooMany)
                        .withSubresource("scale"))
                .code())
        .isEqualTo(422);
  }
}
