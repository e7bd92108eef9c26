package dev.muster.simulations.differential;

import java.util.List;

/** Selectors and changes of metadata, good and bad, that can be tried on every kind. */
final class Selectors {
  static final List<String> LABELS =
      List.of(
          "name=a",
          "name!=a",
          "name%20in%20(a,b)",
          "name%20notin%20(a)",
          "name",
          "!name",
          "!missing",
          "name==b",
          "name%20in%20()",
          "name%20in",
          "=x",
          "a%20b",
          "name=UPPER_x",
          "-x=1",
          "name%3E1",
          "name=a%20b");

  static final List<String> FIELDS =
      List.of(
          "metadata.name=a",
          "metadata.name!=a",
          "metadata.namespace={ns}",
          "status.phase=Running",
          "spec.nodeName=node-1",
          "spec.nodeName=",
          "nonsense=1",
          "metadata.name",
          "metadata.labels.x=1",
          "involvedObject.name=a",
          "metadata.name=a,metadata.namespace!=x",
          "spec.unschedulable=true",
          "status.successful=1");

  static final List<String> METADATA =
      List.of(
          "{metadata: {labels: {extra: '1'}}}",
          "{metadata: {labels: {'bad key!': x}}}",
          "{metadata: {labels: {a: 'bad value!'}}}",
          "{metadata: {labels: {a: 5}}}",
          "{metadata: {labels: {a: null}}}",
          "{metadata: {labels: null}}",
          "{metadata: {annotations: {note: changed}}}",
          "{metadata: {annotations: {'a/b/c': x}}}",
          "{metadata: {name: other}}",
          "{metadata: {namespace: other}}",
          "{metadata: {uid: 12345678-1234-1234-1234-123456789abc}}",
          "{metadata: {generation: 99}}",
          "{metadata: {creationTimestamp: '2020-01-01T00:00:00Z'}}",
          "{metadata: {creationTimestamp: null}}",
          "{metadata: {deletionTimestamp: '2020-01-01T00:00:00Z'}}",
          "{metadata: {finalizers: [example.com/keep]}}",
          "{metadata: {finalizers: [keep]}}",
          "{metadata: {finalizers: []}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: o, uid: u}]}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Pod}]}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: o, uid: u, controller: true}, {apiVersion: v1, kind: Pod, name: p, uid: w, controller: true}]}}",
          "{metadata: {ownerReferences: null}}",
          "{metadata: {nonsense: 1}}",
          "{metadata: {resourceVersion: ''}}",
          "{metadata: null}",
          "{kind: Other}",
          "{apiVersion: other/v1}",
          "{nonsense: 1}");

  private Selectors() {}
}
