"""Word pools for invented people and companies of Peru."""

WOMEN = (
    "Rosa Elvira", "María del Carmen", "Ana Lucía", "Luz Marina", "Carmen Rosa", "Julia", "Milagros", "Flor de María",
    "Gladys", "Yolanda", "Karina", "Verónica", "Patricia", "Lourdes", "Maribel", "Nélida", "Fiorella", "Ximena",
    "Valeria", "Camila", "Luciana", "Ariana", "Daniela", "Gabriela", "Alejandra", "Sofía", "Isabel", "Teresa",
    "Elizabeth", "Jimena", "Rocío", "Pilar", "Mercedes", "Consuelo", "Norma", "Silvia", "Susana", "Beatriz", "Estela",
    "Brenda", "Yesenia", "Nataly", "Katherine", "Melissa", "Vanessa", "Carolina", "Paola", "Diana", "Liliana", "Mónica",
    "Roxana", "Edith", "Nancy", "Maruja", "Victoria", "Juana", "Petronila", "Margarita", "Hilda", "Olga", "Cecilia",
)  # fmt: skip
MEN = (
    "Luis Fernando", "Javier Alonso", "Carlos Enrique", "Pedro Pablo", "Juan Carlos", "José Luis", "Miguel Ángel",
    "Jorge", "Víctor Raúl", "César Augusto", "Marco Antonio", "Manuel", "Julio César", "Ricardo", "Fernando", "Raúl",
    "Percy", "Wilmer", "Edwin", "Rubén", "Walter", "Hugo", "Óscar", "Alfredo", "Gustavo", "Diego", "Sebastián", "Renzo",
    "Rodrigo", "Álvaro", "Gonzalo", "Adrián", "Santiago", "Mateo", "Joaquín", "Bruno", "Franco", "Alonso", "Iván",
    "Elmer", "Freddy", "Jhon", "Kevin", "Christian", "Paolo", "Rolando", "Teodoro", "Hernán", "Guillermo", "Eduardo",
    "Daniel", "Gabriel", "Rafael", "Martín", "Ernesto", "Nilton", "Yuri", "Saúl", "Abel", "Félix", "Leonidas",
)  # fmt: skip
SURNAMES = (
    "Quispe", "Mamani", "Flores", "Huamán", "Rojas", "Sánchez", "García", "Vargas", "Condori", "Chávez", "Ramos",
    "Torres", "Castillo", "Mendoza", "Gutiérrez", "Ramírez", "Espinoza", "Díaz", "Vásquez", "Salazar", "Paredes",
    "Fernández", "Cruz", "Huanca", "Apaza", "Choque", "Ticona", "Ccori", "Yupanqui", "Huayta", "Pumacahua", "Inca",
    "Ríos", "Castro", "Reyes", "Medina", "Aguilar", "Cárdenas", "Palomino", "Zegarra", "Pinto", "Benavides", "Luna",
    "Bustamante", "Salas", "Ugarte", "Tello", "Ponce", "Valdivia", "Núñez", "Cornejo", "Delgado", "Guevara", "Herrera",
    "Ibáñez", "Jara", "Lazo", "Meza", "Navarro", "Olivera", "Pacheco", "Quiroz", "Robles", "Solís", "Tapia", "Urbina",
    "Velarde", "Villanueva", "Zapata", "Zúñiga", "Alarcón", "Becerra", "Campos", "Dávila", "Farfán", "Galindo",
    "Hinostroza", "Izquierdo", "Laura", "Miranda", "Noriega", "Ochoa", "Peralta", "Ayala", "Sotomayor", "Tejada",
    "Valencia", "Ylla", "Calderón", "Cáceres", "Cusihuamán", "Champi", "Puma", "Sullca", "Auccapuma", "Holguín",
)  # fmt: skip
BUSINESSES = (
    "Hotel", "Hostal", "Boutique", "Librería", "Bazar", "Galería", "Florería", "Restaurante", "Cafetería", "Casa de Té",
    "Tienda", "Regalos", "Decoraciones", "Importaciones", "Distribuidora", "Comercial", "Novedades", "Papelería",
    "Agencia", "Pastelería", "Eventos", "Taller", "Casona", "Posada", "Mercería", "Juguetería", "Estudio", "Vivero",
)  # fmt: skip
CORPORATE = (
    "Corporación", "Grupo", "Almacenes", "Cadena Hotelera", "Inversiones", "Tiendas", "Mayorista", "Consorcio",
    "Distribuciones", "Compañía",
)  # fmt: skip
SIGNS = (
    "Tika Wasi", "Killari", "Ruta Quechua", "Anahuarque", "Inti Wasi", "Pachapapa", "Sumaq", "Munay", "Qori", "Illari",
    "Wayra", "Chaska", "Urpi", "Sonqo", "Ñusta", "Amauta", "Kusi", "Yachay", "Sami", "Qantu", "Retama", "Sacha",
    "Apu Ausangate", "San Blas", "Santa Clara", "La Recoleta", "Los Portales", "El Balcón", "La Casona", "El Molino",
    "Mirador", "Plateros", "Nazarenas", "Choquechaca", "Tandapata", "Barrio Viejo", "Puente Rojo", "El Olivar", "Larco",
    "Bajada Balta", "Yanahuara", "Cayma", "Sillar", "El Misti", "Huanchaco", "Las Delicias", "La Marinera", "El Tumbo",
    "Colán", "Máncora", "Las Gaviotas", "Chan Chan", "El Brujo", "Los Uros", "Taquile", "Titicaca", "Amantaní",
    "La Candelaria", "Huamanga", "Retablo", "Mantaro", "El Tambo", "Ocopa", "La Huaca", "El Remanso", "Los Ficus",
    "Girasoles", "Los Cedros", "Los Jazmines", "Santa Rosa", "San Martín", "La Merced", "Belén", "Dulce Hogar",
    "Buen Gusto", "Detalles", "Encanto", "Arcoíris", "Primavera", "Luna Nueva", "Cielo Azul", "Tres Hermanas",
    "Doña Julia", "Mi Casita", "El Duende", "La Ronda", "Rayito", "Colibrí", "Golondrina", "Vicuña", "Taruka",
    "Cantuta", "Maíz Morado", "Puka", "Yana", "Q'ente", "Mayu", "Rumi", "Wiñay", "Pacha", "Tarpuy", "Llaqta",
)  # fmt: skip
FORMS = ("S.A.C.", "S.A.C.", "S.A.C.", "E.I.R.L.", "E.I.R.L.", "S.R.L.")
STREETS = (
    "Av. El Sol", "Calle Plateros", "Calle Tullumayo", "Av. La Cultura", "Jr. Puno", "Av. Arequipa", "Calle Los Pinos",
    "Jr. Ayacucho", "Av. Grau", "Calle Mercaderes", "Av. Ejército", "Jr. Pizarro", "Av. España", "Calle Lima",
    "Av. Larco", "Calle Schell", "Av. Brasil", "Jr. Junín", "Calle San Francisco", "Av. Bolognesi", "Calle Real",
    "Av. Salaverry", "Calle Los Geranios", "Jr. Cajamarca", "Calle Santa Catalina", "Av. Los Incas",
    "Pasaje Los Álamos",
)  # fmt: skip
