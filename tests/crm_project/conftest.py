from tests.demo import tiny_demo

__all__ = ["tiny_demo"]
