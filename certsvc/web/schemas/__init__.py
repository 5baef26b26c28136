"""The shapes of requests and answers: marshmallow schemas, and nothing that decides."""
